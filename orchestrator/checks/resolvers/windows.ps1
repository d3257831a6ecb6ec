# resolvers: the servers that the registry names for the machine and for each interface.

# Which interfaces are in use, and what people call them: first, so that no setting is read without.
try {
    $resolversRows = foreach ($row in @(Read-FrameWmi 'root\cimv2' 'select SettingID, IPEnabled, Description from Win32_NetworkAdapterConfiguration')) {
        ($row.SettingID, [int][bool]$row.IPEnabled, ($row.Description -replace $frameControl, '?')) -join "`t"
    }
    Write-FrameRows 'resolvers' 'adapters' 'Win32_NetworkAdapterConfiguration' $resolversRows
} catch { Write-FrameFailure 'resolvers' 'adapters' $_ }

try {
    $resolversRows = @("4`t`t`t$canaryAddress`t`t")
    foreach ($resolversFamily in @(('4', 'Tcpip'), ('6', 'Tcpip6'))) {
        $resolversPath = 'SYSTEM\CurrentControlSet\Services\' + $resolversFamily[1] + '\Parameters'
        $resolversNames = @('')
        $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey("$resolversPath\Interfaces")
        if ($resolversKey) { $resolversNames += $resolversKey.GetSubKeyNames() }
        foreach ($resolversName in $resolversNames) {
            $resolversKey = $null
            if ($resolversName) {
                $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey("$resolversPath\Interfaces\$resolversName")
            } else {
                $resolversKey = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($resolversPath)
            }
            if ($resolversKey) {
                $resolversHex = ''
                $resolversSix = $resolversKey.GetValue('Dhcpv6DNSServers')
                if ($resolversSix -is [byte[]]) { $resolversHex = [BitConverter]::ToString($resolversSix) }
                $resolversRows += ($resolversFamily[0], $resolversName, $resolversKey.GetValue('EnableDHCP'), ([string]$resolversKey.GetValue('NameServer') -replace $frameControl, ' '), ([string]$resolversKey.GetValue('DhcpNameServer') -replace $frameControl, ' '), $resolversHex) -join "`t"
            }
        }
    }
    Write-FrameRows 'resolvers' 'registry' 'Tcpip\Parameters' $resolversRows
} catch { Write-FrameFailure 'resolvers' 'registry' $_ }
