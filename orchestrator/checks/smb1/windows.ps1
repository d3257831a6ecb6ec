# smb1: the server's switch and the client's driver in the registry, and the optional feature.
try {
    $smb1Driver = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SYSTEM\CurrentControlSet\Services\mrxsmb10')
    $smb1Start = 'none'
    if ($smb1Driver) { $smb1Start = [string]$smb1Driver.GetValue('Start') }
    Write-FrameRows 'smb1' 'registry' 'LanmanServer' @(
        "made`t$canaryName",
        ("server`t" + [string](Get-FrameValue 'SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters' 'SMB1')),
        ("client`t$smb1Start")
    )
} catch { Write-FrameFailure 'smb1' 'registry' $_ }
if ($frameBuild -and $frameBuild -lt 9200) {
    Write-FrameShut 'smb1' 'feature' 'absent' 'no such feature before Windows 8'
} else {
    $smb1Came = Read-FrameEach { Read-FrameWmi 'root\cimv2' "select Name, InstallState from Win32_OptionalFeature where Name = 'SMB1Protocol' or Name = 'SMB1Protocol-Client' or Name = 'SMB1Protocol-Server'" } { $_.Name + "`t" + $_.InstallState }
    Write-FrameCame 'smb1' 'feature' 'Win32_OptionalFeature' "made`t$canaryName" $smb1Came
}
