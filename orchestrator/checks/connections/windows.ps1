# connections: the TCP table and its processes from WMI, else netstat by the shape of its rows.
$connectionsOwners = @{}
$connectionsCame = Read-FrameEach { Read-FrameWmi 'root\StandardCimv2' 'select * from MSFT_NetTCPConnection' } {
    if ($_.RemotePort) { $connectionsOwners[[string]$_.OwningProcess] = $true }
    ($_.LocalAddress, $_.LocalPort, $_.RemoteAddress, $_.RemotePort, [int]$_.State, $_.OwningProcess, (Get-FrameTime $_.CreationTime)) -join "`t"
}
Write-FrameCame 'connections' 'tcp' 'MSFT_NetTCPConnection' "$canaryAddress`t9`t$canaryAddress`t9`t5`t0`t" $connectionsCame

if (-not $connectionsCame.Read) {
    try {
        $connectionsLines = @(Read-FrameProgram 'netstat.exe' @('-ano'))
        $connectionsRows = @("  TCP    [$canaryAddress]:9    [$canaryAddress]:9    -    0")
        $connectionsRows += $connectionsLines -match '^\s*(TCP|UDP)\s'
        foreach ($row in @($connectionsRows -match '^\s*TCP\s+\S+\s+\S+:[1-9]\d*\s')) { $connectionsOwners[($row -split '\s+')[-1]] = $true }
        Write-FrameRows 'connections' 'netstat' 'netstat' $connectionsRows
    } catch { Write-FrameFailure 'connections' 'netstat' $_ }
    # netstat's words for the states are translated; these are numbers.
    try {
        $connectionsRows = @("[$canaryAddress]:9`t[$canaryAddress]:9`t5")
        $connectionsRows += foreach ($row in @([Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections())) {
            ([string]$row.LocalEndPoint, [string]$row.RemoteEndPoint, [int]$row.State) -join "`t"
        }
        Write-FrameRows 'connections' 'states' 'IPGlobalProperties' $connectionsRows
    } catch { Write-FrameFailure 'connections' 'states' $_ }
}

# Command line and user only of programs that hold a connection: the others are nobody's business.
$connectionsCame = Read-FrameEach { Read-FrameWmi 'root\cimv2' 'select Handle, ProcessId, CreationDate, ExecutablePath, CommandLine from Win32_Process' } {
    $connectionsLine = ''
    $connectionsUser = ''
    if ($connectionsOwners[[string]$_.ProcessId]) {
        $connectionsLine = [string]$_.CommandLine
        # A method, which the objects of PowerShell 7 do not have: there the user stays unread.
        try {
            $connectionsOwner = $_.GetOwner()
            if ($connectionsOwner.User) { $connectionsUser = [string]$connectionsOwner.Domain + '\' + [string]$connectionsOwner.User }
        } catch { }
    }
    (($_.ProcessId, (Get-FrameTime $_.CreationDate), $_.ExecutablePath, $connectionsUser, $connectionsLine) -replace $frameControl, '?') -join "`t"
}
Write-FrameCame 'connections' 'processes' 'Win32_Process' '' $connectionsCame
